import { expect, test } from "vitest";
import { adviceOn } from "../../src/git/moved.ts";

const server = "https://git.example.com/forge";
const renamed = 'the repository is "new/name" now; name that in its place';

test.each([
  // As Gitea and Forgejo say it, and as GitHub does.
  ["/forge/new/name/info/refs?service=git-upload-pack", renamed],
  ["https://git.example.com/forge/new/name.git/info/refs?service=git-upload-pack", renamed],
  ["../../../new/name.git/info/refs", renamed],
  [
    "https://other.example.com/org/app.git/info/refs",
    'the server is at "https://other.example.com" now; name that as server-url',
  ],
  [
    "http://git.example.com/forge/org/app.git/info/refs",
    'the server is at "http://git.example.com/forge" now; name that as server-url',
  ],
  // Below the server's host, but not below its path.
  [
    "https://git.example.com/org/app.git/info/refs",
    'the server is at "https://git.example.com" now; name that as server-url',
  ],
  [
    "https://user:word@other.example.com/a/b.git/info/refs?token=word",
    'the repository is at "https://other.example.com/a/b" now; name it and its server',
  ],
  [
    "/forge/user/login",
    'it leads to "https://git.example.com/forge/user/login"; check the address, and that the token is right',
  ],
  ["https://", undefined],
])("a redirect to %j", (location, advice) => {
  expect(adviceOn(location, `${server}/org/app.git`, server)).toBe(advice);
});
