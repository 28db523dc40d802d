export function StockPage() {
  return <h1 className="page">StockPage</h1>;
}
