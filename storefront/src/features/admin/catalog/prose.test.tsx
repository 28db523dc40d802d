import { render } from "@testing-library/react";

import { Prose } from "./prose";

function shown(html: string): string {
  return render(<Prose html={html} />).container.innerHTML;
}

it("keeps prose", () => {
  expect(shown("<p>Room for a <strong>proper</strong> half.<br></p>")).toBe(
    "<p>Room for a <strong>proper</strong> half.<br></p>",
  );
});

it("drops scripts, handlers and styles", () => {
  expect(shown('<script>alert(1)</script><p onclick="x()" style="color:red">Mug</p>')).toBe(
    "<p>Mug</p>",
  );
});

it("keeps the words of a tag that is not prose", () => {
  expect(shown("<marquee>Half <i>price</i></marquee>")).toBe("Half <i>price</i>");
});

it("lets links go to the web alone", () => {
  expect(shown('<a href="javascript:alert(1)">a</a><a href="https://b.test">b</a>')).toBe(
    '<a>a</a><a href="https://b.test">b</a>',
  );
});
