export function ShippingPage() {
  return <h1 className="page">ShippingPage</h1>;
}
