export function PreferencesPage() {
  return <h1 className="page">PreferencesPage</h1>;
}
