using System.Text.Json;

namespace HotChocolate.Execution;

/// <summary>Puts a request together.</summary>
public sealed class OperationRequestBuilder
{
    private OperationRequest _request = new();
    private Dictionary<string, object?>? _globalState;
    private IServiceProvider? _services;

    private OperationRequestBuilder()
    {
    }

    /// <summary>Begins a request.</summary>
    public static OperationRequestBuilder New() => new();

    /// <summary>Continues a request that the transport has read.</summary>
    internal static OperationRequestBuilder From(OperationRequest request) => new() { _request = request };

    /// <summary>Sets the document's text.</summary>
    public OperationRequestBuilder SetDocument(string document)
    {
        ArgumentNullException.ThrowIfNull(document);
        _request = _request with { Document = document };
        return this;
    }

    /// <summary>Names the operation to execute, needed where the document holds several.</summary>
    public OperationRequestBuilder SetOperationName(string? operationName)
    {
        _request = _request with { OperationName = operationName };
        return this;
    }

    /// <summary>Sets the variables: strings, numbers, booleans, nulls, lists and dictionaries of them.</summary>
    public OperationRequestBuilder SetVariableValues(IReadOnlyDictionary<string, object?>? variableValues)
    {
        _request = _request with
        {
            Variables = variableValues is null ? default : JsonSerializer.SerializeToUtf8Bytes(variableValues),
        };
        return this;
    }

    /// <summary>Puts a value aside for resolver parameters marked <c>[GlobalState]</c>.</summary>
    public OperationRequestBuilder SetGlobalState(string name, object? value)
    {
        (_globalState ??= [])[name] = value;
        return this;
    }

    /// <summary>Has the request prepared and not executed.</summary>
    internal OperationRequestBuilder SetWarmup()
    {
        _request = _request with { IsWarmup = true };
        return this;
    }

    /// <summary>Lets the request bring its document where only stored ones are served.</summary>
    internal OperationRequestBuilder SetAllowsOwnDocument()
    {
        _request = _request with { AllowsOwnDocument = true };
        return this;
    }

    /// <summary>Sets the services that resolvers get.</summary>
    internal OperationRequestBuilder SetServices(IServiceProvider services)
    {
        _services = services;
        return this;
    }

    /// <summary>The request.</summary>
    public IOperationRequest Build() => _request with
    {
        GlobalState = _globalState ?? _request.GlobalState,
        Services = _services ?? _request.Services,
    };
}
