export function OrderPage() {
  return <h1 className="page">OrderPage</h1>;
}
