type Tokens = typeof import("./tokens");
type Store = typeof import("./store");
type Client = typeof import("@/api/client");

const inAnHour = Math.floor(Date.now() / 1000) + 3600;

/** A token as the cart service signs them, as far as a browser looks at it. */
function guest(name: string, exp = inAnHour): string {
  return `h.${btoa(JSON.stringify({ sub: name, exp }))}.s`;
}

function answer(status: number, body: object = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json" },
  });
}
const fresh = (token = "fresh") => answer(200, { access_token: token, expires_in: 3600 });

/** What is sent, and how the next requests are answered. */
let sent: Request[];
let server: (request: Request) => Response | Promise<Response>;

let tokens: Tokens;
let store: Store;
let client: Client;

async function load(kept: Record<string, string> = {}): Promise<void> {
  for (const [key, value] of Object.entries(kept)) localStorage.setItem(key, value);
  vi.resetModules();
  tokens = await import("./tokens");
  store = await import("./store");
  client = await import("@/api/client");
  const { activate } = await import("@/i18n/activate");
  await activate("en");
}

const paths = () => sent.map((request) => new URL(request.url).pathname);
const bearers = () => sent.map((request) => request.headers.get("authorization"));
const signedIn = { "mercato.signed-in": "yes" };
const order = () =>
  client.api.GET("/core/v1/orders/{order_id}", { params: { path: { order_id: "ord_1" } } });

beforeEach(() => {
  sent = [];
  const queues = new Map<string, Promise<unknown>>();
  vi.stubGlobal("navigator", {
    onLine: true,
    languages: ["en"],
    // As browsers do it: one at a time for each name.
    locks: {
      request: async (name: string, work: () => Promise<unknown>) => {
        const turn = (queues.get(name) ?? Promise.resolve()).then(work, work);
        queues.set(name, turn);
        return turn;
      },
    },
  });
  vi.stubGlobal("fetch", async (input: Request | string, init?: RequestInit) => {
    const request =
      input instanceof Request ? input : new Request(new URL(input, location.origin), init);
    sent.push(request);
    return server(request);
  });
});
afterEach(() => vi.unstubAllGlobals());

describe("a customer who reloads", () => {
  it("gets a token for the cookie, once for all calls that wait", async () => {
    await load(signedIn);
    server = () => fresh();
    expect(await Promise.all([tokens.bearer(), tokens.bearer()])).toEqual(["fresh", "fresh"]);
    expect(paths()).toEqual(["/api/auth/refresh"]);
    expect(store.currentStanding()).toBe("customer");
  });

  it.each([500, 503, 429])("stays signed in when the refresh is answered %i", async (status) => {
    await load(signedIn);
    server = () => answer(status);
    await expect(tokens.bearer()).rejects.toMatchObject({ code: "unavailable" });
    expect(store.currentStanding()).toBe("unknown");
    expect(store.wasSignedIn()).toBe(true);
  });

  it("stays signed in without a connection", async () => {
    await load(signedIn);
    server = () => Promise.reject(new TypeError("no network"));
    await expect(tokens.bearer()).rejects.toBeInstanceOf(Error);
    expect(store.wasSignedIn()).toBe(true);
  });

  it("becomes a stranger when the session has ended", async () => {
    await load(signedIn);
    server = () => answer(401, { code: "session-ended" });
    expect(await tokens.bearer()).toBeUndefined();
    expect(store.currentStanding()).toBe("stranger");
    expect(store.wasSignedIn()).toBe(false);
  });

  it("opens no guest session while it is not known who they are", async () => {
    await load(signedIn);
    server = () => answer(503);
    await expect(tokens.ensureIdentity()).rejects.toMatchObject({ code: "unavailable" });
    expect(paths()).toEqual(["/api/auth/refresh"]);
  });
});

describe("a refresh that is under way", () => {
  it("does not sign in again whoever signs out meanwhile", async () => {
    await load(signedIn);
    let release: (response: Response) => void = () => undefined;
    server = () => new Promise((resolve) => (release = resolve));
    const waiting = tokens.bearer();
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    tokens.forgetAccessToken();
    release(fresh("late"));
    expect(await waiting).toBeUndefined();
    expect(store.currentStanding()).toBe("stranger");
  });

  it("does not replace the token of a sign-in that was faster", async () => {
    await load(signedIn);
    let release: (response: Response) => void = () => undefined;
    server = () => new Promise((resolve) => (release = resolve));
    const waiting = tokens.bearer();
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    tokens.takeAccessToken("signed-in", 3600);
    release(fresh("late"));
    expect(await waiting).toBe("signed-in");
  });

  it("is waited for by a sign-out, so that its cookie is the one that is taken back", async () => {
    await load(signedIn);
    tokens.takeAccessToken("old", 3600);
    let release: (response: Response) => void = () => undefined;
    server = ({ url }) =>
      url.endsWith("/refresh") ? new Promise((resolve) => (release = resolve)) : answer(200);
    const renewal = tokens.renew();
    const out = tokens.endSession(false).then(tokens.forgetAccessToken);
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    release(fresh("new"));
    await Promise.all([renewal, out]);
    expect(paths()).toEqual(["/api/auth/refresh", "/api/auth/sign-out"]);
    expect(store.currentStanding()).toBe("stranger");
  });

  it("is not begun when another tab has signed out", async () => {
    await load(signedIn);
    expect(store.currentStanding()).toBe("unknown");
    localStorage.removeItem("mercato.signed-in");
    server = () => fresh();
    expect(await tokens.renew()).toBe("ended");
    expect(sent).toEqual([]);
  });
});

describe("a call that is refused with 401", () => {
  it("is repeated once with a fresh token", async () => {
    await load(signedIn);
    tokens.takeAccessToken("stale", 3600);
    server = ({ url, headers }) =>
      url.endsWith("/refresh")
        ? fresh()
        : answer(headers.get("authorization") === "Bearer fresh" ? 200 : 401);
    expect((await order()).response.status).toBe(200);
    expect(bearers()).toEqual(["Bearer stale", null, "Bearer fresh"]);
  });

  it("takes the token that another call has fetched since", async () => {
    await load(signedIn);
    tokens.takeAccessToken("stale", 3600);
    server = ({ url, headers }) =>
      url.endsWith("/refresh")
        ? fresh()
        : answer(headers.get("authorization") === "Bearer fresh" ? 200 : 401);
    await Promise.all([order(), order()]);
    expect(paths().filter((path) => path === "/api/auth/refresh")).toHaveLength(1);
  });

  it("is not repeated after a sign-out", async () => {
    await load(signedIn);
    tokens.takeAccessToken("stale", 3600);
    server = () => {
      tokens.forgetAccessToken();
      return answer(401);
    };
    expect((await order()).response.status).toBe(401);
    expect(sent).toHaveLength(1);
  });

  it("says that the server does not answer, when the token can only not be renewed right now", async () => {
    await load(signedIn);
    server = () => answer(503);
    await expect(order()).rejects.toMatchObject({ code: "unavailable", isTemporary: true });
  });

  it("forgets the session of a guest that is no good any more", async () => {
    await load({ "mercato.guest": guest("a") });
    server = () => answer(401);
    await order();
    expect(store.currentStanding()).toBe("stranger");
    expect(sent).toHaveLength(1);
  });

  it("is not about the visitor when it carried a pass of its own", async () => {
    await load({ "mercato.guest": guest("a") });
    server = () => answer(401);
    await client.api.GET("/core/v1/orders/{order_id}", {
      params: { path: { order_id: "ord_1" } },
      headers: { authorization: "Bearer pass" },
    });
    expect(bearers()).toEqual(["Bearer pass"]);
    expect(store.currentStanding()).toBe("guest");
  });
});

it("asks for what is the same for everybody without a token, and without waiting for one", async () => {
  await load(signedIn);
  server = () => answer(200);
  await client.api.GET("/core/v1/categories");
  expect(paths()).toEqual(["/core/v1/categories"]);
  expect(bearers()).toEqual([null]);
});

describe("a guest", () => {
  it("gets one session, however often it is asked for", async () => {
    await load();
    server = () => answer(201, { token: guest("a") });
    await Promise.all([tokens.ensureIdentity(), tokens.ensureIdentity()]);
    await tokens.ensureIdentity();
    expect(paths()).toEqual(["/core/v1/sessions"]);
    expect(store.currentStanding()).toBe("guest");
    expect(await tokens.bearer()).toBe(guest("a"));
  });

  it("takes the session that another tab has opened meanwhile", async () => {
    await load();
    expect(store.currentStanding()).toBe("stranger");
    localStorage.setItem("mercato.guest", guest("of the other tab"));
    await tokens.ensureIdentity();
    expect(sent).toEqual([]);
    expect(await tokens.bearer()).toBe(guest("of the other tab"));
  });

  it("is a stranger again when the session has run out", async () => {
    await load({ "mercato.guest": guest("a", 1) });
    expect(store.currentStanding()).toBe("stranger");
    expect(await tokens.bearer()).toBeUndefined();
  });

  it("hears what went wrong when no session can be had", async () => {
    await load();
    server = () => answer(429, { code: "rate-limited" });
    await expect(tokens.ensureIdentity()).rejects.toMatchObject({ code: "rate-limited" });
  });
});

describe("signing out", () => {
  it("sends the token along, and forgets everything about the customer", async () => {
    await load(signedIn);
    tokens.takeAccessToken("mine", 3600);
    server = () => answer(200);
    await tokens.endSession(true);
    tokens.forgetAccessToken();
    expect(bearers()).toEqual(["Bearer mine"]);
    expect(await sent[0]?.json()).toEqual({ everywhere: true });
    expect(localStorage).toHaveLength(0);
  });

  it("does not pretend to have worked when the server did not take the cookie back", async () => {
    await load(signedIn);
    tokens.takeAccessToken("mine", 3600);
    server = () => answer(503, { code: "unavailable" });
    await expect(tokens.endSession(false)).rejects.toMatchObject({ code: "unavailable" });
    expect(store.currentStanding()).toBe("customer");
  });
});

it("tells of a sign-in and a sign-out, and not of a refresh", async () => {
  await load(signedIn);
  const heard: string[] = [];
  store.onIdentityChange((next) => heard.push(next));
  server = () => fresh();
  await tokens.bearer();
  expect(heard).toEqual([]);
  tokens.forgetAccessToken();
  tokens.takeAccessToken("mine", 3600);
  expect(heard).toEqual(["stranger", "customer"]);
});

describe("what a guest left behind at a sign-in", () => {
  const left = { token: guest("a"), cart: true, orders: true };
  const kept = () => store.leftBehind();

  it("is fetched with the next refresh", async () => {
    await load({ ...signedIn, "mercato.left-behind": JSON.stringify(left) });
    server = ({ url }) => (url.endsWith("/refresh") ? fresh() : answer(200));
    await tokens.bearer();
    await vi.waitFor(() => expect(kept()).toBeUndefined());
    expect(paths()).toEqual(["/api/auth/refresh", "/core/v1/carts/merge", "/core/v1/orders/claim"]);
  });

  it("is kept as far as it failed for now, and given up as far as it was refused", async () => {
    await load({ ...signedIn, "mercato.left-behind": JSON.stringify(left) });
    tokens.takeAccessToken("mine", 3600);
    server = ({ url }) => answer(url.endsWith("/merge") ? 503 : 422);
    await (await import("./left-behind")).bringLeftBehind();
    expect(kept()).toEqual({ ...left, orders: false });
  });

  it("is not handed to whoever signs in next", async () => {
    await load({ ...signedIn, "mercato.left-behind": JSON.stringify(left) });
    tokens.forgetAccessToken();
    expect(kept()).toBeUndefined();
  });
});
