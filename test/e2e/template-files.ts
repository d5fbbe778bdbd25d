/** The files of a template whose workflow reads its version. */
export const templateFiles = {
  ".runtime-version": "1.0.0\n",
  ".gitea/workflows/publish-image.yml":
    "on: push\njobs:\n  build:\n    steps:\n      - run: cat .runtime-version\n",
} as const;
