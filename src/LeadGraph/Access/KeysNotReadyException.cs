namespace LeadGraph.Access;

/// <summary>The issuer's keys could not be fetched yet, so no token can be validated.</summary>
public sealed class KeysNotReadyException()
    : Exception("The keys of the tokens' issuer cannot be fetched at the moment.");
