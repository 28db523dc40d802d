export function OrderHistoryPage() {
  return <h1 className="page">OrderHistoryPage</h1>;
}
