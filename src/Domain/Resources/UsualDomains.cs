namespace Weft.Domain.Resources;

/// <summary>The domain map to begin with: three domains of four areas, by the names that repositories use for such things. What is special comes
/// first, since the first area that a resource belongs to owns it.</summary>
public static class UsualDomains
{
    public static DomainMap Map { get; } = new(false, [Infrastructure(), Frontend(), Backend()]);

    private static OwnedDomain Infrastructure() => new("infrastructure", ["infrastructure"], [], [],
    [
        new("deployment",
            ["**/Dockerfile", "**/Dockerfile.*", "**/docker-compose*.yml", "**/docker-compose*.yaml", "deploy/**", "deployment/**", "infra/**", "terraform/**", "**/*.tf", "helm/**", "charts/**", "k8s/**", "kubernetes/**", ".github/workflows/**", ".gitlab-ci.yml", "Jenkinsfile"],
            [], [], []),
        new("monitoring",
            ["monitoring/**", "observability/**", "grafana/**", "dashboards/**", "alerts/**", "**/prometheus*.yml", "**/otel*.yaml"],
            ["metrics*", "audit_log*"], ["GET /health/**", "GET /metrics"], []),
        new("security",
            ["security/**", "policy/**", "policies/**", "**/auth/**", "**/Auth/**", "**/auth.py", "**/authentication/**", "**/authorization/**", "**/rbac/**"],
            ["users", "roles", "permissions", "api_keys", "sessions"], ["* /auth/**", "* /login", "* /token"], []),
        new("networking", ["networking/**", "network/**", "ingress/**", "mesh/**", "istio/**", "envoy/**", "nginx/**", "**/nginx*.conf"], [], [], []),
    ]);

    private static OwnedDomain Frontend() => new("frontend", ["frontend"], [], [],
    [
        new("routing", ["**/routing/**", "**/router/**", "web/**/routes/**", "frontend/**/routes/**", "**/app-routing*"], [], [], []),
        new("state_management", ["**/stores/**", "**/store/**", "**/reducers/**", "**/redux/**", "web/**/state/**", "frontend/**/state/**"], [], [], []),
        new("styling", ["**/styles/**", "**/themes/**", "**/*.css", "**/*.scss", "**/*.less", "**/tailwind.config.*"], [], [], []),
        new("components",
            ["web/**", "frontend/**", "ui/**", "page/**", "client/**", "**/components/**", "**/pages/**", "**/Components/**", "**/Pages/**", "**/*.razor", "**/*.cshtml", "**/*.tsx", "**/*.jsx", "**/*.vue", "**/*.svelte", "**/*.html"],
            [], [], []),
    ]);

    private static OwnedDomain Backend() => new("backend", ["backend"], [], [],
    [
        new("data_layer", ["**/migrations/**", "**/models/**", "**/entities/**", "**/repositories/**", "**/Migrations/**", "**/Models/**", "**/Entities/**", "**/Repositories/**", "**/models.py", "**/models.ts", "db/**", "database/**", "**/*.sql"], ["*"], [], []),
        new("integrations", ["**/integrations/**", "**/clients/**", "**/adapters/**", "**/webhooks/**", "**/Integrations/**", "**/Clients/**", "**/Adapters/**", "**/Webhooks/**"], [], ["* /webhooks/**"], []),
        new("api_endpoints", ["api/**", "contract/**", "**/api/**", "**/controllers/**", "**/endpoints/**", "**/handlers/**", "**/websockets/**", "**/Api/**", "**/Controllers/**", "**/Endpoints/**", "**/Handlers/**", "routes/**", "src/routes/**", "app/routes/**", "app/routers/**", "**/routes.py", "**/urls.py", "**/views.py", "**/openapi*.json", "**/openapi*.yaml"], [], ["* /**"], []),
        new("business_logic", ["service/**", "services/**", "server/**", "backend/**", "src/services/**", "src/domain/**", "src/application/**", "src/core/**", "app/services/**", "**/services.py", "Services/**", "src/Services/**", "src/Domain/**", "src/Application/**", "src/Core/**", "lib/**"], [], [], []),
    ]);
}
