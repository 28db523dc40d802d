export function ProductPage() {
  return <h1 className="page">ProductPage</h1>;
}
