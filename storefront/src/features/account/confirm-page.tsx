export function ConfirmPage() {
  return <h1 className="page">ConfirmPage</h1>;
}
