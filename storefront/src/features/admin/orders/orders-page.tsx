export function OrdersPage() {
  return <h1 className="page">OrdersPage</h1>;
}
