export function AuditPage() {
  return <h1 className="page">AuditPage</h1>;
}
