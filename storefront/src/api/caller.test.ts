import { apiOver } from "./caller";

function answering(response: Response) {
  const sent: Request[] = [];
  const api = apiOver((request) => {
    sent.push(request);
    return Promise.resolve(response);
  });
  return { api, sent };
}

it("puts values into path, query and headers", async () => {
  const { api, sent } = answering(Response.json({}));
  await api.GET("/core/v1/products/{slug_or_id}", {
    params: { path: { slug_or_id: "a/b ü" }, query: { currency: "EUR" } },
    headers: { "x-one": "1" },
  });
  expect(sent[0]?.url).toBe(`${location.origin}/core/v1/products/a%2Fb%20%C3%BC?currency=EUR`);
  expect(sent[0]?.headers.get("x-one")).toBe("1");
});

it("repeats the name of a list, and leaves out what is not given", async () => {
  const { api, sent } = answering(Response.json({}));
  await api.GET("/core/v1/search", {
    params: { query: { q: "bowl & cup", brand: ["A", "B"], category: "", price_min: null } },
  });
  expect(new URL(sent[0]?.url ?? "").search).toBe("?q=bowl+%26+cup&brand=A&brand=B&category=");
});

it("sends JSON, and the headers that the API describes", async () => {
  const { api, sent } = answering(new Response(null, { status: 204 }));
  const { data } = await api.POST("/core/v1/orders/{order_id}/cancel", {
    params: { path: { order_id: "ord_1" }, header: { "Idempotency-Key": "k-1" } },
    body: { reason: "" },
  });
  expect(data).toBeUndefined();
  expect(sent[0]?.headers.get("idempotency-key")).toBe("k-1");
  expect(sent[0]?.headers.get("content-type")).toBe("application/json");
  expect(await sent[0]?.json()).toEqual({ reason: "" });
});

it("hands on a refusal's document, or whatever else stands in its place", async () => {
  const document = { code: "not-found" };
  const refused = answering(Response.json(document, { status: 404 }));
  expect((await refused.api.GET("/core/v1/categories")).error).toEqual(document);
  const proxied = answering(new Response("<h1>Bad gateway</h1>", { status: 502 }));
  expect((await proxied.api.GET("/core/v1/categories")).error).toBe("<h1>Bad gateway</h1>");
});
