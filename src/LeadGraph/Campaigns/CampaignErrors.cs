using HotChocolate;
using LeadGraph.Access;
using LeadGraph.GraphQL;

namespace LeadGraph.Campaigns;

/// <summary>What is wrong with a request for campaigns, as GraphQL errors.</summary>
internal static class CampaignErrors
{
    /// <summary>Runs work, and turns what is wrong with the request into errors.</summary>
    /// <param name="work">The work.</param>
    /// <exception cref="GraphQLException">Something is wrong with the request.</exception>
    public static async Task<T> CatchAsync<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (CampaignException problem)
        {
            throw Of(problem);
        }
        catch (CampaignInputException input)
        {
            throw new GraphQLException(
                [.. input.Problems.Select(x => ErrorOf(CampaignException.Invalid, x.Message, x.Argument))]);
        }
    }

    /// <summary>A problem as an error.</summary>
    /// <param name="problem">The problem.</param>
    public static GraphQLException Of(CampaignException problem)
        => new(ErrorOf(problem.Code, problem.Message, problem.Argument));

    /// <summary>The caller, as the service needs it.</summary>
    /// <param name="caller">The rights of the caller.</param>
    public static CampaignCaller AsCampaignCaller(this CallerRights caller)
        => new(caller.Memory.Caller, caller.Name, caller.MayReadPersonalData, caller.Memory.Charge);

    /// <summary>Requires the rights to write campaigns.</summary>
    /// <param name="caller">The rights of the caller.</param>
    /// <exception cref="GraphQLException">The caller lacks the scope, or the request may not change anything.</exception>
    public static void RequireCampaigns(this CallerRights caller)
    {
        if (!caller.MayRunCampaigns)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage($"The caller lacks the scope {Scopes.Campaigns}.")
                .SetCode("AUTH_NOT_AUTHORIZED")
                .Build());
        }

        if (!caller.AllowsChanges)
        {
            throw new GraphQLException(ErrorBuilder.New()
                .SetMessage("Mutations are accepted over HTTP POST only, with the text of the document in the request.")
                .SetCode("MUTATION_NOT_ALLOWED")
                .Build());
        }
    }

    private static IError ErrorOf(string code, string message, string? argument)
    {
        ErrorBuilder error = ErrorBuilder.New().SetMessage(message).SetCode(code);
        return (argument is null ? error : error.SetExtension("argument", argument)).Build();
    }
}
