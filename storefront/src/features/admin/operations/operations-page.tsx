export function OperationsPage() {
  return <h1 className="page">OperationsPage</h1>;
}
