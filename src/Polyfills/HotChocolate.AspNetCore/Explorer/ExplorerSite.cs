using Microsoft.AspNetCore.Http;
namespace HotChocolate.AspNetCore.Explorer;
internal sealed class ExplorerSite
{
    public bool Has(string resource) => false;
    public Task GetPageAsync(HttpContext context) => Task.CompletedTask;
    public Task GetFileAsync(HttpContext context, string resource) => Task.CompletedTask;
}
