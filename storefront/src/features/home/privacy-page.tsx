export function PrivacyPage() {
  return <h1 className="page">PrivacyPage</h1>;
}
