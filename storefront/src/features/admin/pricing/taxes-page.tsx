export function TaxesPage() {
  return <h1 className="page">TaxesPage</h1>;
}
