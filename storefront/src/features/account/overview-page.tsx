export function OverviewPage() {
  return <h1 className="page">OverviewPage</h1>;
}
