namespace HotChocolate;

/// <summary>Sees every error before it is put into a response, e.g. to hide what clients must not learn.</summary>
public interface IErrorFilter
{
    /// <summary>The error to report instead, or the same. May be called by several requests at once.</summary>
    IError OnError(IError error);
}
