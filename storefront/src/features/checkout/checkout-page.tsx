export function CheckoutPage() {
  return <h1 className="page">CheckoutPage</h1>;
}
