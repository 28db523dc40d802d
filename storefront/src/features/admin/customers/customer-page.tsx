export function CustomerPage() {
  return <h1 className="page">CustomerPage</h1>;
}
