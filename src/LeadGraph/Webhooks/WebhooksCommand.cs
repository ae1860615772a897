using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using LeadGraph.Access;
using LeadGraph.Configuration;
using LeadGraph.Leads;
using LeadGraph.Store;
using Npgsql;

namespace LeadGraph.Webhooks;

/// <summary>
/// The command <c>webhooks list|test|enable|replay|remove</c>. The running service notices within a second what it
/// changes.
/// </summary>
public static class WebhooksCommand
{
    private const string AcceptedTime = "a date or time such as 2027-01-31 or 2027-01-31T00:00:00Z, UTC";

    // Changes are in the order in which they were noticed, unless a clock was set back.
    private const string FirstSql = """
        SELECT c.id, c.changed_at,
            f.pruned_id > 0 AND NOT EXISTS (SELECT 1 FROM leadgraph.tier_changes o WHERE o.id < c.id)
        FROM leadgraph.tier_changes c, leadgraph.feed f WHERE c.changed_at >= @from ORDER BY c.id LIMIT 1
        """;

    /// <summary>Creates the command.</summary>
    /// <param name="build">Builds the service with valid settings, without starting it.</param>
    public static Command Create(Func<SettingsArguments, IHost> build)
        => new("webhooks", "Shows, tries and replays webhooks.")
        {
            List(build), Test(build), Enable(build), Replay(build), Remove(build)
        };

    private static Command List(Func<SettingsArguments, IHost> build)
    {
        Command list = new("list", "Lists the webhooks, what waits for each, and what is wrong.");
        list.WithSettings(async (settings, command, cancel) =>
        {
            using IHost service = build(settings);
            IReadOnlyList<Webhook> webhooks = service.Services.GetRequiredService<IReadOnlyList<Webhook>>();
            await using StoreConnection store = await OpenAsync(service, cancel);
            List<WebhookRow> rows = await WebhookTable.ReadAllAsync(store, cancel);
            TextWriter output = command.InvocationConfiguration.Output;
            foreach (Webhook webhook in webhooks)
            {
                string tiers = string.Join(",", webhook.Tiers.Select(tier => LeadRow.TierText(tier)));
                WebhookRow? row = rows.Find(row => row.Name == webhook.Name);
                await output.WriteLineAsync($"{webhook.Name}: {webhook.Site}, to {tiers}; "
                    + (row is null ? "not started yet" : WebhookStatus.TextOf(row)));
            }

            foreach (WebhookRow row in rows.Where(row => webhooks.All(webhook => webhook.Name != row.Name)))
            {
                await output.WriteLineAsync($"{row.Name}: not in the settings; {WebhookStatus.TextOf(row)}");
            }

            return 0;
        });
        return list;
    }

    private static Command Test(Func<SettingsArguments, IHost> build)
    {
        Argument<string> name = Name();
        Command test = new("test", "Sends a signed message of the type webhook.test.") { name };
        test.WithSettings(async (settings, command, cancel) =>
        {
            using IHost service = build(settings);
            Webhook webhook = Find(service, command.GetValue(name)!);
            WebhookResult result = await service.Services.GetRequiredService<WebhookSender>().SendAsync(
                webhook, WebhookMessage.TestOf(webhook, DateTime.UtcNow), cancel);
            return result.Failure is { } failure
                ? throw new CommandException($"{webhook.Name} has failed: {failure}.")
                : await SayAsync(command, string.Create(CultureInfo.InvariantCulture,
                    $"{webhook.Name} has accepted the message: HTTP {result.Status}."));
        });
        return test;
    }

    private static Command Enable(Func<SettingsArguments, IHost> build)
    {
        Argument<string> name = Name();
        Command enable = new("enable", "Has a disabled webhook go on where it stopped.") { name };
        enable.WithSettings(async (settings, command, cancel) =>
        {
            using IHost service = build(settings);
            (string found, _) = await ResumeAsync(service, command.GetValue(name)!, position: null, cancel);
            return await SayAsync(command, $"{found} goes on where it stopped.");
        });
        return enable;
    }

    private static Command Replay(Func<SettingsArguments, IHost> build)
    {
        Argument<string> name = Name();
        Option<DateTime> from = new("--from")
        {
            Description = $"The first time whose changes are delivered again. It accepts {AcceptedTime}.",
            Required = true,
            CustomParser = result =>
            {
                if (result.Tokens is [var word] && ApiKeyOptions.ParseTime(word.Value) is { } time)
                {
                    return time.UtcDateTime;
                }

                result.AddError($"--from accepts {AcceptedTime}.");
                return default;
            }
        };
        Command replay = new("replay", "Delivers changes again from a time on, and has a disabled webhook go on.")
        {
            name, from
        };
        replay.WithSettings(async (settings, command, cancel) =>
        {
            using IHost service = build(settings);
            DateTime time = command.GetValue(from);
            (long first, string note) = await FindFirstAsync(service, time, cancel);
            (string found, bool isBack) = await ResumeAsync(service, command.GetValue(name)!, first - 1, cancel);
            return await SayAsync(command, isBack
                ? $"{found} delivers all changes since {LeadRow.TimeText(time)} again{note}."
                : $"{found} has delivered none since {LeadRow.TimeText(time)}, and goes on where it is.");
        });
        return replay;
    }

    // The first change since a time, and a note if there may have been others that are deleted by now.
    private static async Task<(long Id, string Note)> FindFirstAsync(
        IHost service, DateTime time, CancellationToken cancellationToken)
    {
        await using StoreConnection store = await OpenAsync(service, cancellationToken);
        await using DbCommand find = store.Command(FirstSql, ("from", time));
        await using DbDataReader row = await find.ExecuteReaderAsync(cancellationToken);
        if (!await row.ReadAsync(cancellationToken))
        {
            throw new CommandException($"No change since {LeadRow.TimeText(time)} is kept.");
        }

        long id = row.GetInt64(0);
        return (id, row.GetBoolean(2)
            ? string.Create(CultureInfo.InvariantCulture,
                $" from change {id} of {LeadRow.TimeText(row.GetUtc(1))} on; earlier ones are deleted")
            : "");
    }

    private static Command Remove(Func<SettingsArguments, IHost> build)
    {
        Argument<string> name = Name();
        Command remove = new("remove", "Forgets the position of a webhook that is not in the settings any more.")
        {
            name
        };
        remove.WithSettings(async (settings, command, cancel) =>
        {
            using IHost service = build(settings);
            string word = command.GetValue(name)!.ToLowerInvariant();
            if (service.Services.GetRequiredService<IReadOnlyList<Webhook>>().Any(webhook => webhook.Name == word))
            {
                throw new CommandException($"{word} is in the settings. Take it out of them first.");
            }

            await using StoreConnection store = await OpenAsync(service, cancel);
            try
            {
                return await WebhookTable.RemoveAsync(store, word, cancel)
                    ? await SayAsync(command, $"{word} is removed.")
                    : throw new CommandException($"The store has no webhook {word}.");
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new CommandException($"{refused.MessageText}. Use the connection that installs the store.");
            }
        });
        return remove;
    }

    private static Argument<string> Name() => new("name") { Description = "The name of the webhook." };

    private static Webhook Find(IHost service, string name)
    {
        IReadOnlyList<Webhook> webhooks = service.Services.GetRequiredService<IReadOnlyList<Webhook>>();
        return webhooks.FirstOrDefault(webhook => webhook.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new CommandException($"There is no webhook {name} in the settings."
                + (NearestName.Of(name, webhooks.Select(webhook => webhook.Name)) is { } nearest
                    ? $" Did you mean {nearest}?" : ""));
    }

    private static async Task<(string Name, bool IsBack)> ResumeAsync(
        IHost service, string name, long? position, CancellationToken cancellationToken)
    {
        Webhook webhook = Find(service, name);
        await (await OpenAsync(service, cancellationToken)).DisposeAsync();
        var table = service.Services.GetRequiredService<WebhookTable>();
        await table.EnsureAsync(webhook, delivers: false, cancellationToken);
        bool isBack = position is { } start && await table.RewindAsync(webhook.Name, start, cancellationToken);
        await table.ResumeAsync(webhook.Name, cancellationToken);
        return (webhook.Name, isBack);
    }

    private static async Task<StoreConnection> OpenAsync(IHost service, CancellationToken cancellationToken)
    {
        var store = service.Services.GetRequiredService<LeadStore>();
        try
        {
            return await store.FindProblemAsync(cancellationToken) is { } problem
                ? throw new CommandException(problem) : await store.OpenAsync(cancellationToken);
        }
        catch (NpgsqlException failure)
        {
            throw new CommandException($"The database cannot be reached: {failure.Message}");
        }
    }

    private static async Task<int> SayAsync(ParseResult command, string text)
    {
        await command.InvocationConfiguration.Output.WriteLineAsync(text);
        return 0;
    }
}
