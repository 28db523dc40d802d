export function SecurityPage() {
  return <h1 className="page">SecurityPage</h1>;
}
