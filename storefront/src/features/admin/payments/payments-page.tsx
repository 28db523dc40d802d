export function PaymentsPage() {
  return <h1 className="page">PaymentsPage</h1>;
}
