export function CartPage() {
  return <h1 className="page">CartPage</h1>;
}
