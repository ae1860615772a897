namespace LeadGraph.Data;

/// <summary>Case folding in the database, for searches that disregard case in any script.</summary>
public static class CaseFolding
{
    /// <summary>
    /// The text in lower case, within a query. The model translates it to <c>lower()</c>, where needed under a
    /// collation that knows more than ASCII.
    /// </summary>
    /// <param name="text">A column or a parameter.</param>
    /// <exception cref="InvalidOperationException">Always, when called outside a query.</exception>
    public static string Fold(string text)
        => throw new InvalidOperationException($"{nameof(Fold)} stands for SQL and runs only within a query.");
}
