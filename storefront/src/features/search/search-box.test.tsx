import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterProvider,
} from "@tanstack/react-router";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";

import { SearchBox } from "./api/search-box";

const suggestions = [
  { text: "Mugs & Cups", kind: "category", slug: "mugs-cups" },
  { text: "Harbour Mug", kind: "product", slug: "harbour-mug" },
  { text: "mug rack", kind: "query", slug: null },
];

async function renderBox() {
  const answer = () => Promise.resolve(Response.json({ suggestions, degraded: false }));
  vi.stubGlobal("fetch", vi.fn<typeof fetch>(answer));
  vi.stubGlobal("scrollTo", vi.fn());
  const history = createMemoryHistory();
  const routeTree = createRootRoute({ component: SearchBox, notFoundComponent: SearchBox });
  const router = createRouter({ routeTree, history });
  render(
    <QueryClientProvider client={new QueryClient()}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { field: await screen.findByRole("combobox", { name: "Search the shop" }), history };
}

/** The list is fetched when the field is first used. */
const findOption = (name: RegExp) => screen.findByRole("option", { name }, { timeout: 10_000 });

beforeAll(() => import("./suggestions"), 30_000);
afterEach(() => vi.unstubAllGlobals());

it("suggests while one types, and opens what the arrow keys mark", async () => {
  const { field, history } = await renderBox();
  await userEvent.type(field, "mu");
  const option = await findOption(/Harbour Mug/);
  expect(field).toHaveAttribute("aria-expanded", "true");
  await userEvent.keyboard("{ArrowDown}{ArrowDown}");
  expect(field).toHaveFocus();
  expect(field).toHaveAttribute("aria-activedescendant", option.id);
  expect(option).toHaveAttribute("aria-selected", "true");
  await userEvent.keyboard("{Enter}");
  await vi.waitFor(() => expect(history.location.pathname).toBe("/products/harbour-mug"));
}, 20_000);

it("closes on Escape and keeps the words, which Enter then searches for", async () => {
  const { field, history } = await renderBox();
  await userEvent.type(field, "mu");
  await findOption(/Mugs & Cups/);
  await userEvent.keyboard("{ArrowUp}{Escape}");
  expect(field).toHaveAttribute("aria-expanded", "false");
  expect(field).toHaveValue("mu");
  await userEvent.keyboard("{Enter}");
  await vi.waitFor(() => expect(history.location.pathname).toBe("/search"));
  expect(history.location.search).toBe("?q=mu");
}, 20_000);

it("is reached with a slash, unless one is typed somewhere", async () => {
  const { field } = await renderBox();
  await userEvent.keyboard("/");
  expect(field).toHaveFocus();
  await userEvent.keyboard("a/b");
  expect(field).toHaveValue("a/b");
});
