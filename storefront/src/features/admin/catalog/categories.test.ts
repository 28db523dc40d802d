import { type Category, inTreeOrder, isWithin } from "./categories";

function category(id: string, parent_id: string | null, position: number): Category {
  const texts = { slug: id, name: id.toUpperCase(), image_url: null, description: "" };
  return { id, parent_id, position, version: 1, ...texts };
}

const tree = [
  category("mugs", "kitchen", 1),
  category("home", null, 1),
  category("kitchen", null, 0),
  category("pans", "kitchen", 0),
];

it("puts each category below its parent, in the shop's order", () => {
  expect(inTreeOrder(tree).map(({ path, depth }) => [path.join("/"), depth])).toEqual([
    ["KITCHEN", 0],
    ["KITCHEN/PANS", 1],
    ["KITCHEN/MUGS", 1],
    ["HOME", 0],
  ]);
});

it("knows what lies below a category", () => {
  expect(isWithin(tree, "mugs", "kitchen")).toBe(true);
  expect(isWithin(tree, "kitchen", "kitchen")).toBe(true);
  expect(isWithin(tree, "home", "kitchen")).toBe(false);
});
