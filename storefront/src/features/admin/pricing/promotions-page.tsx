export function PromotionsPage() {
  return <h1 className="page">PromotionsPage</h1>;
}
