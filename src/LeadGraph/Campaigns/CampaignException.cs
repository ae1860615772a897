namespace LeadGraph.Campaigns;

/// <summary>Why something cannot be done with a campaign, in words for the caller.</summary>
/// <param name="code">The code of the error.</param>
/// <param name="message">What is wrong, and what is accepted.</param>
/// <param name="argument">The path of the argument that is wrong; null if it is none.</param>
public sealed class CampaignException(string code, string message, string? argument = null) : Exception(message)
{
    /// <summary>The code of errors in the input.</summary>
    public const string Invalid = "INVALID_CAMPAIGN";

    /// <summary>The code of the error for a segment that asks for what the caller may not read.</summary>
    public const string NotAuthorized = "AUTH_NOT_AUTHORIZED";

    /// <summary>The code of the error for a campaign that does not exist.</summary>
    public const string NotFound = "CAMPAIGN_NOT_FOUND";

    /// <summary>The code of the error where there is no store.</summary>
    public const string StoreMissing = "STORE_MISSING";

    /// <summary>The code of the error.</summary>
    public string Code => code;

    /// <summary>The path of the argument that is wrong; null if it is none.</summary>
    public string? Argument => argument;
}

/// <summary>The input of a campaign is wrong in several places.</summary>
/// <param name="problems">Each with the path of its argument and what it accepts; not none.</param>
public sealed class CampaignInputException(IReadOnlyList<(string Argument, string Message)> problems)
    : Exception(problems[0].Message)
{
    /// <summary>What is wrong.</summary>
    public IReadOnlyList<(string Argument, string Message)> Problems => problems;
}
