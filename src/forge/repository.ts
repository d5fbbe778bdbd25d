/** A repository by its owner's and its own name, in the case that the forge shows. */
export interface Repository {
  readonly owner: string;
  readonly name: string;
}
