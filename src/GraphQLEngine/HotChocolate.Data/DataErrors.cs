namespace HotChocolate.Data;

/// <summary>What clients can get wrong in arguments of this library, with HotChocolate's codes.</summary>
internal static class DataErrors
{
    private const string NullNotAllowed = "HC0026";
    private const string PageTooLarge = "HC0051";
    private const string InvalidCursor = "HC0078";
    private const string PageTooSmall = "HC0079";

    public static GraphQLException Null(string type, string field) => Create(
        NullNotAllowed,
        $"`{field}` of `{type}` accepts no null here; leave it out to ask for nothing.",
        $"`{field}` accepts no null here; leave it out to ask for nothing.");

    public static GraphQLException NullInList(string type, string field) => Create(
        NullNotAllowed,
        $"`{field}` of `{type}` accepts no null in its list, because the field it filters is never null.",
        $"`{field}` accepts no null in its list, because the field it filters is never null.");

    public static GraphQLException TooLarge(string argument, int given, int maximum) => Create(
        PageTooLarge, $"`{argument}` accepts 0 to {maximum}; {given} is more.");

    public static GraphQLException TooSmall(string argument, int given, int maximum) => Create(
        PageTooSmall, $"`{argument}` accepts 0 to {maximum}; {given} is less.");

    public static GraphQLException Cursor(string argument) => Create(
        InvalidCursor, $"`{argument}` accepts a cursor of an earlier response; this is none.");

    private static GraphQLException Create(string code, string message, string? messageWithoutSchemaNames = null)
        => new(new Error(message) { Code = code, MessageWithoutSchemaNames = messageWithoutSchemaNames });
}
