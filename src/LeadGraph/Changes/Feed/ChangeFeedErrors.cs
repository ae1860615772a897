using HotChocolate;

namespace LeadGraph.Changes.Feed;

/// <summary>The errors of GraphQL when recorded changes cannot be read.</summary>
internal static class ChangeFeedErrors
{
    /// <summary>The error of a problem.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="argument">The argument that gave the position; null if the reader had got there by itself.</param>
    /// <param name="stoppedAt">The position after the last change that the reader got; null if it got none.</param>
    public static GraphQLException Of(ChangeFeedException problem, string? argument, ChangeCursor? stoppedAt = null)
    {
        ErrorBuilder error = ErrorBuilder.New().SetMessage(problem.Message).SetCode(problem.Problem switch
        {
            ChangeFeedProblem.StoreMissing => "STORE_MISSING",
            ChangeFeedProblem.Deleted => "CHANGES_DELETED",
            _ => "CURSOR_OF_OTHER_STORE"
        });
        if (argument is not null && problem.Problem != ChangeFeedProblem.StoreMissing)
        {
            error.SetExtension("argument", argument);
        }

        if (problem.Problem != ChangeFeedProblem.StoreMissing)
        {
            error.SetExtension("oldest", problem.Oldest.ToString());
        }

        if (stoppedAt is { } position)
        {
            error.SetExtension("cursor", position.ToString());
        }

        return new GraphQLException(error.Build());
    }
}
