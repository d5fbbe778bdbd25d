/** The name of a file without its folders, which is what inputs name workflows by. */
export const fileName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
