import {
  cleanCode,
  codeError,
  emailError,
  filledIn,
  isLongEnough,
  newPasswordError,
  phoneNumber,
} from "./rules";

it.each(["ada@example.org", " ada+shop@mail.example.co.uk "])("takes the address %s", (email) => {
  expect(emailError(email)).toBeUndefined();
});

it.each([
  ["", "Please enter your e-mail address."],
  ["ada", "That is not a complete e-mail address. It looks like name@example.com."],
  ["ada@example", "That is not a complete e-mail address. It looks like name@example.com."],
  ["a da@example.org", "That is not a complete e-mail address. It looks like name@example.com."],
])("says what is wrong with the address %j", (email, words) => {
  expect(emailError(email)).toBe(words);
});

it("asks for ten characters, as people count them", () => {
  expect(isLongEnough("ten chars!")).toBe(true);
  expect(isLongEnough("nine char")).toBe(false);
  expect(isLongEnough("🔑🔑🔑🔑🔑")).toBe(false);
  expect(newPasswordError("nine char")).toBe("Use 10 characters or more.");
  expect(newPasswordError("")).toBe("Please enter a password.");
});

it("takes a code as it comes from the clipboard", () => {
  expect(cleanCode(" 012 345\n")).toBe("012345");
  expect(codeError("012-345")).toBeUndefined();
  expect(codeError("01234")).toBe("The code has six digits.");
  expect(codeError(" ")).toBe("Please enter the code.");
});

it.each([
  ["+49 (170) 123-45 67", "+491701234567"],
  ["0049 170 1234567", "+491701234567"],
  ["0170 1234567", undefined],
  ["+49 170 CALL-ME", undefined],
  ["+0170123456", undefined],
])("reads the number %s as %s", (typed, number) => {
  expect(phoneNumber(typed)).toBe(number);
});

it("reads what a mail's link fills in", () => {
  expect(filledIn("email=ada%2Bshop%40example.org&code=012345")).toEqual({
    email: "ada+shop@example.org",
    code: "012345",
  });
  expect(filledIn("")).toEqual({ email: "", code: "" });
});
