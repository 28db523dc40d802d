export function ImportPage() {
  return <h1 className="page">ImportPage</h1>;
}
