export function CategoriesPage() {
  return <h1 className="page">CategoriesPage</h1>;
}
