import { type Choosable, firstVariant, pick, pickableOptions } from "./option-picker";

function variant(colour: string, size: string, inStock = true): Choosable {
  return {
    sku: `${colour}-${size}`,
    options: { Colour: colour, Size: size },
    in_stock: inStock,
    image_url: `/media/${colour}.svg`,
  };
}

const options = [
  { name: "Colour", values: ["Red", "Blue", "Green"] },
  { name: "Size", values: ["S", "M", "L"] },
];
// Blue is not made in L, green in L alone; red in M is sold out.
const redS = variant("Red", "S");
const redM = variant("Red", "M", false);
const redL = variant("Red", "L");
const blueS = variant("Blue", "S", false);
const blueM = variant("Blue", "M");
const greenL = variant("Green", "L");
const variants = [redS, redM, redL, blueS, blueM, greenL];

const states = (chosen: Choosable) =>
  Object.fromEntries(
    pickableOptions(options, variants, chosen).map(({ name, values }) => [
      name,
      values.map(({ value, state }) => [value, state].join(" ")),
    ]),
  );

describe("the variant that a page opens with", () => {
  it("is the one in the address, sold out or not", () => {
    expect(firstVariant(variants, "Red-M")).toBe(redM);
  });

  it("is the first that can be bought when the address names none, or one that is gone", () => {
    expect(firstVariant([redM, blueM])).toBe(blueM);
    expect(firstVariant([redM, blueM], "Red-XXL")).toBe(blueM);
  });

  it("is the first when nothing can be bought, and none when there is nothing", () => {
    expect(firstVariant([redM, blueS])).toBe(redM);
    expect(firstVariant<Choosable>([])).toBeUndefined();
  });
});

describe("what can be picked", () => {
  it("tells what is there, sold out, or made in other combinations alone", () => {
    expect(states(redM)).toEqual({
      Colour: ["Red sold-out", "Blue available", "Green elsewhere"],
      Size: ["S available", "M sold-out", "L available"],
    });
    expect(states(blueM)).toEqual({
      Colour: ["Red sold-out", "Blue available", "Green elsewhere"],
      Size: ["S sold-out", "M available", "L elsewhere"],
    });
  });

  it("marks the chosen value of each option", () => {
    const chosen = pickableOptions(options, variants, greenL).map(
      ({ values }) => values.find((value) => value.chosen)?.value,
    );
    expect(chosen).toEqual(["Green", "L"]);
  });

  it("leaves out a value that no variant has", () => {
    const [colour] = pickableOptions(options, [redS, redL], redS);
    expect(colour?.values.map(({ value }) => value)).toEqual(["Red"]);
  });

  it("shows a picture where each value has its own, and none where they share one", () => {
    const [colour, size] = pickableOptions(options, variants, redS);
    expect(colour?.values.map(({ imageUrl }) => imageUrl)).toEqual([
      "/media/Red.svg",
      "/media/Blue.svg",
      "/media/Green.svg",
    ]);
    expect(size?.values.map(({ imageUrl }) => imageUrl)).toEqual([undefined, undefined, undefined]);
  });

  it("shows no pictures when one of the values has none", () => {
    const bare = { ...blueS, image_url: null };
    const [colour] = pickableOptions(options, [redS, bare], redS);
    expect(colour?.values.map(({ imageUrl }) => imageUrl)).toEqual([undefined, undefined]);
  });

  it("is nothing for a product without options", () => {
    expect(pickableOptions([], [redS], redS)).toEqual([]);
  });
});

describe("picking a value", () => {
  it("keeps the other choices where the combination is made", () => {
    expect(pick(variants, redS, "Size", "L")).toBe(redL);
  });

  it("keeps them though the combination is sold out: its page offers to tell when it is back", () => {
    expect(pick(variants, redS, "Size", "M")).toBe(redM);
  });

  it("changes the others where the combination is not made", () => {
    expect(pick(variants, redS, "Colour", "Green")).toBe(greenL);
    expect(pick(variants, greenL, "Size", "M")).toBe(blueM);
  });

  it("rather takes what can be bought, then what differs in later options only", () => {
    expect(pick(variants, redL, "Colour", "Blue")).toBe(blueM);
    const three = (a: string, b: string, c: string): Choosable => ({
      sku: a + b + c,
      options: { A: a, B: b, C: c },
      in_stock: true,
    });
    const made = [three("1", "1", "1"), three("2", "2", "1"), three("2", "1", "2")];
    expect(pick(made, three("1", "1", "1"), "A", "2").sku).toBe("212");
  });

  it("stays where it is for a value that nothing has", () => {
    expect(pick(variants, redS, "Colour", "Gold")).toBe(redS);
  });
});
