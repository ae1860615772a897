using LeadGraph.Tests.Hosting;

namespace LeadGraph.Tests.GraphQL;

public class ExplorerTests
{
    [Fact]
    public async Task Explorer_SwitchedOff_IsNotServed()
    {
        await using ServiceHost host = await ServiceHost.StartAsync(
            "",
            ("LeadGraph:Demo:File", ReferenceData.NewSqliteFile()), ("LeadGraph:GraphQL:Explorer", "false"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/graphql/");
        request.Headers.Add("Accept", "text/html,*/*;q=0.8");

        using HttpResponseMessage response = await host.Client.SendAsync(request);

        Assert.NotEqual("text/html", response.Content.Headers.ContentType?.MediaType);
    }
}
