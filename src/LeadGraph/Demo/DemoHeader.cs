using LeadGraph.Data;

namespace LeadGraph.Demo;

/// <summary>The header that marks responses with demo data.</summary>
public static class DemoHeader
{
    /// <summary>The name of the header; its value is <c>true</c>.</summary>
    public const string Name = "X-LeadGraph-Demo";

    /// <summary>Adds the header to every response if the database is the demo.</summary>
    /// <param name="app">The application.</param>
    public static void UseDemoHeader(this WebApplication app)
    {
        if (app.Services.GetRequiredService<DatabaseConnection>().IsDemo)
        {
            app.Use((context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[Name] = "true";
                    return Task.CompletedTask;
                });
                return next(context);
            });
        }
    }
}
