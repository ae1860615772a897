namespace HotChocolate.Execution;

/// <summary>A request in the pipeline, as custom request middleware sees it.</summary>
public interface IRequestContext
{
    /// <summary>The global state that interceptors have set.</summary>
    IDictionary<string, object?> ContextData { get; }

    /// <summary>The services of the request; those of the application if it brings none.</summary>
    IServiceProvider Services { get; }

    /// <summary>
    /// Cancelled when the caller leaves and, after <c>UseTimeout</c>, when the time of the request is over.
    /// </summary>
    CancellationToken RequestAborted { get; }

    /// <summary>The result, once a step has set it.</summary>
    IExecutionResult? Result { get; set; }
}

/// <summary>Runs the rest of the request pipeline.</summary>
/// <param name="context">The request.</param>
public delegate ValueTask RequestDelegate(IRequestContext context);

/// <summary>Creates custom request middleware.</summary>
/// <param name="next">The rest of the request pipeline.</param>
public delegate RequestDelegate RequestMiddleware(RequestDelegate next);
