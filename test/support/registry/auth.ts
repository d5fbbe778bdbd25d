import { randomBytes } from "node:crypto";
import { readBody } from "./api/body.ts";
import { errorReply } from "./api/refusal.ts";
import type { Call, Reply } from "./types.ts";

export type Action = "pull" | "push" | "delete";

export interface AuthOptions {
  readonly kind: "none" | "bearer" | "basic";
  /** Default "imgpub". */
  readonly user?: string;
  /** Default "secret". */
  readonly password?: string;
  /** A refresh token (docker's identitytoken) the token endpoint accepts. */
  readonly refreshToken?: string;
  /** Seconds a token lives, default 300. */
  readonly tokenSeconds?: number;
  /** What the challenge calls the registry, default "imgpub-test-registry"; Docker Hub says "registry.docker.io". */
  readonly service?: string;
  /** Whether tokens have the access in them, and are as long as distribution's, which are JWTs. Default false. */
  readonly jwt?: boolean;
  /** Whether the token server reads the first scope alone, default false. */
  readonly oneScope?: boolean;
  /** Whether token answers say `expires_in`, default true; GHCR and Gitea do not. */
  readonly expiresIn?: boolean;
  /**
   * What `WWW-Authenticate` offers: this kind only (default), or Basic and Bearer as two header fields
   * ("several") or in one field ("combined"). With both on offer, both are accepted.
   */
  readonly challenge?: "one" | "several" | "combined";
  /** What a caller without credentials is granted, default none. */
  readonly anonymous?: "none" | "pull" | "full";
  /**
   * Owners (the first part of a repository's name) that are not public: the gitea flavour asks for a login there, by
   * Basic besides Bearer and in a header field of its own, and gives a token of nobody's nothing.
   */
  readonly privateOwners?: readonly string[];
  /** The last word on who may do what; default: whoever proved to be the user may do everything. */
  readonly allow?: (user: string | undefined, repository: string, action: Action) => boolean;
}

export interface Authenticator {
  refuse(call: Call): Reply | undefined;
  token(call: Call): Promise<Reply>;
  challenge(call: Call, error?: string): string[];
  revoke(call: Call): void;
  /** Ends every token handed out so far. */
  expireTokens(): void;
}

interface Token {
  readonly access: ReadonlyMap<string, ReadonlySet<string>> | "everything";
  readonly who: string | undefined;
  readonly expires: number;
}

type Needs = readonly { readonly repository: string; readonly actions: readonly Action[] }[];

/**
 * Basic and Bearer authentication after the Docker Registry v2 token specification (GET, and the OAuth2
 * POST form). The gitea flavour hands out one token for everything at /v2/token, as Gitea and Forgejo do.
 */
export function createAuthenticator(options: AuthOptions, flavour: "spec" | "gitea"): Authenticator {
  const { kind, user = "imgpub", password = "secret", tokenSeconds = 300, anonymous = "none" } = options;
  const isPrivate = (repository = "") => options.privateOwners?.includes(repository.split("/")[0] ?? "");
  const tokens = new Map<string, Token>();
  const refreshTokens = new Set<string>(options.refreshToken ? [options.refreshToken] : []);
  const offers = options.challenge && options.challenge !== "one" ? ["basic", "bearer"] : [kind];
  const allowed =
    options.allow ??
    ((who: string | undefined, _repository: string, action: Action) =>
      who !== undefined || anonymous === "full" || (anonymous === "pull" && action === "pull"));

  function challenge(call: Call, error?: string): string[] {
    const gitea = flavour === "gitea";
    const scope = gitea ? "*" : scopeText(needsOf(call));
    const fields = [
      `realm="${call.origin}${gitea ? "/v2/token" : "/token"}"`,
      `service="${gitea ? "container_registry" : (options.service ?? "imgpub-test-registry")}"`,
      ...(scope === "" ? [] : [`scope="${scope}"`]),
      ...(error === undefined ? [] : [`error="${error}"`]),
    ];
    const texts = {
      basic: `Basic realm="imgpub test registry"`,
      bearer: `Bearer ${fields.join(",")}`,
      none: "",
    };
    const all = offers.map((offer) => texts[offer as keyof typeof texts]);
    if (gitea && isPrivate(call.repository)) return [texts.bearer, `Basic realm="Gitea Container Registry"`];
    return options.challenge === "combined" ? [all.join(", ")] : all;
  }

  function unauthorized(call: Call, error?: string): Reply {
    return errorReply(401, "UNAUTHORIZED", "authentication required", {
      detail: needsOf(call),
      headers: { "www-authenticate": challenge(call, error) },
    });
  }

  function refuse(call: Call): Reply | undefined {
    if (kind === "none" || call.kind === "token") return undefined;
    if (call.authorization === "basic" && offers.includes("basic")) {
      const who = basicUser(call);
      if (who?.user !== user || who.password !== password) return unauthorized(call);
      for (const { repository, actions } of needsOf(call))
        if (!actions.every((action) => allowed(user, repository, action)))
          return errorReply(403, "DENIED", "requested access to the resource is denied");
      return undefined;
    }
    if (call.authorization !== "bearer" || !offers.includes("bearer")) return unauthorized(call);
    const token = tokens.get(bearerOf(call));
    if (!token || token.expires <= performance.now()) return unauthorized(call, "invalid_token");
    const { access, who } = token;
    if (flavour === "gitea" && isDeniedByGitea(call, who)) return deniedByGitea;
    if (access === "everything") return undefined;
    const covered = needsOf(call).every(({ repository, actions }) =>
      actions.every((action) => access.get(repository)?.has(action)),
    );
    return covered ? undefined : unauthorized(call, "insufficient_scope");
  }

  function isDeniedByGitea(call: Call, who: string | undefined): boolean {
    return needsOf(call).some(
      ({ repository, actions }) =>
        (who === undefined && isPrivate(repository)) ||
        (options.allow !== undefined && !actions.every((action) => allowed(who, repository, action))),
    );
  }

  async function token(call: Call): Promise<Reply> {
    const oauth = call.method === "POST";
    const form = oauth ? new URLSearchParams((await readBody(call, 1 << 20)).toString()) : call.query;
    let who: string | undefined;
    if (oauth && form.get("grant_type") === "refresh_token") {
      if (!refreshTokens.has(form.get("refresh_token") ?? "")) return badCredentials();
      who = user;
    } else {
      const given = oauth
        ? { user: form.get("username") ?? "", password: form.get("password") ?? "" }
        : basicUser(call);
      if (given && (given.user !== user || given.password !== password))
        return flavour === "gitea" ? unverifiedByGitea : badCredentials();
      who = given?.user;
    }
    // Several scopes come as several parameters (GET) or in one parameter, with spaces (POST).
    const scopes = form.getAll("scope").flatMap((scope) => scope.split(" "));
    const wanted = options.oneScope ? scopes.slice(0, 1) : scopes;
    const access = new Map<string, Set<string>>();
    for (const scope of wanted) {
      const [, repository, actions] = /^repository:(.+):([a-z,*]+)$/.exec(scope) ?? [];
      if (repository === undefined || actions === undefined) continue;
      const list = actions === "*" ? ["pull", "push", "delete"] : actions.split(",");
      const granted = access.get(repository) ?? new Set();
      for (const action of list) if (allowed(who, repository, action as Action)) granted.add(action);
      access.set(repository, granted);
    }
    const value = options.jwt ? jwtOf(access) : randomBytes(24).toString("base64url");
    const everything = flavour === "gitea" && (who !== undefined || anonymous === "full");
    tokens.set(value, {
      who,
      access: everything ? "everything" : access,
      expires: performance.now() + tokenSeconds * 1000,
    });
    const refresh = { refresh_token: randomBytes(24).toString("base64url") };
    const offline =
      who !== undefined && (form.get("offline_token") === "true" || form.get("access_type") === "offline");
    if (offline) refreshTokens.add(refresh.refresh_token);
    const life = { expires_in: tokenSeconds, issued_at: new Date().toISOString() };
    const answer = {
      // The OAuth2 form knows only access_token, Gitea only token; the rest send both.
      ...(oauth ? { scope: wanted.join(" ") } : { token: value }),
      ...(flavour === "gitea" ? {} : { access_token: value }),
      ...((options.expiresIn ?? flavour === "spec") ? life : {}),
      ...(offline ? refresh : {}),
    };
    const headers = { "content-type": "application/json", "cache-control": "no-store" };
    return { status: 200, headers, body: Buffer.from(JSON.stringify(answer)) };
  }

  return {
    refuse,
    token,
    challenge,
    revoke: (call) => void tokens.delete(bearerOf(call)),
    expireTokens: () => tokens.clear(),
  };
}

/** A token of the length that distribution's have (specification "Docker Registry v2 authentication", JWT form). */
function jwtOf(access: ReadonlyMap<string, ReadonlySet<string>>): string {
  const claims = {
    iss: "auth.example.test",
    sub: "imgpub",
    aud: "imgpub-test-registry",
    exp: 1_800_000_000,
    nbf: 1_800_000_000,
    iat: 1_800_000_000,
    jti: randomBytes(24).toString("base64url"),
    access: [...access].map(([name, actions]) => ({ type: "repository", name, actions: [...actions] })),
  };
  const head = {
    typ: "JWT",
    alg: "RS256",
    kid: "PYYO:TEWU:V7JH:26JV:AQTZ:LJC3:SXVJ:XGHA:34F2:2LAQ:ZRMK:Z7Q6",
  };
  const parts = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  return [...parts, randomBytes(256).toString("base64url")].join(".");
}

/** What Gitea answers to somebody whom it knows and who may not do this (`reqPackageAccess`). */
const deniedByGitea: Reply = {
  status: 401,
  headers: {
    "content-type": "text/plain; charset=utf-8",
    "www-authenticate": `Basic realm="Gitea Package API"`,
  },
  body: Buffer.from("reqPackageAccess\n"),
};

/** What a request needs, as distribution decides it: a mount also needs to read where it takes from. */
function needsOf(call: Call): Needs {
  const { repository, method } = call;
  if (repository === undefined) return [];
  const from = call.kind === "upload" && method === "POST" ? call.query.get("from") : null;
  const read = method === "GET" || method === "HEAD";
  const actions: Action[] = read ? ["pull"] : method === "DELETE" ? ["delete"] : ["pull", "push"];
  const needs = [{ repository, actions }];
  return from === null || from === repository ? needs : [...needs, { repository: from, actions: ["pull"] }];
}

function scopeText(needs: Needs): string {
  return needs.map(({ repository, actions }) => `repository:${repository}:${actions.join(",")}`).join(" ");
}

/** What Gitea answers to wrong credentials, and to right ones that its database was too busy to look up. */
export const unverifiedByGitea: Reply = {
  status: 401,
  headers: { "content-type": "text/plain; charset=utf-8" },
  body: Buffer.from("authGroup.Verify\n"),
};

function badCredentials(): Reply {
  return errorReply(401, "UNAUTHORIZED", "incorrect username or password");
}

function basicUser(call: Call): { user: string; password: string } | undefined {
  if (call.authorization !== "basic") return undefined;
  const text = Buffer.from(call.headers.authorization?.slice(6) ?? "", "base64").toString();
  const colon = text.indexOf(":");
  return colon < 0
    ? { user: text, password: "" }
    : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

function bearerOf(call: Call): string {
  return call.authorization === "bearer" ? (call.headers.authorization ?? "").slice(7).trim() : "";
}
