export function ProductsPage() {
  return <h1 className="page">ProductsPage</h1>;
}
