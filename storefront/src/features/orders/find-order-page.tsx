export function FindOrderPage() {
  return <h1 className="page">FindOrderPage</h1>;
}
