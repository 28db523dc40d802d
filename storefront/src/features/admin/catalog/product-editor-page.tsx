export function ProductEditorPage() {
  return <h1 className="page">ProductEditorPage</h1>;
}
