export function CustomersPage() {
  return <h1 className="page">CustomersPage</h1>;
}
