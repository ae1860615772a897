using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using LeadGraph.Configuration;
using LeadGraph.Data;
using LeadGraph.Leads;
using LeadGraph.Scoring;
using Microsoft.Extensions.Options;

namespace LeadGraph.Insight;

/// <summary>
/// The command <c>rules preview</c>: tells what other scoring rules would do. It only reads, and needs no running
/// service.
/// </summary>
public static class RulesCommand
{
    // Nobody waits for a response, and the larger a database, the more there is to count.
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(1);

    // To read the catalog of a slow server.
    private const int MostAttempts = 10;

    private static readonly Option<int?> HotEvents = Number("--hot-events", "Points for the tier hot.");
    private static readonly Option<int?> HotDays = Number("--hot-days", "Active days for the tier hot.");
    private static readonly Option<int?> WarmEvents = Number("--warm-events", "Points for the tier warm.");
    private static readonly Option<int?> WarmDays = Number("--warm-days", "Active days for the tier warm.");
    private static readonly Option<int?> CoolEvents = Number("--cool-events", "Points for the tier cool.");
    private static readonly Option<int?> CoolDays = Number("--cool-days", "Active days for the tier cool.");
    private static readonly Option<int?> WindowDays = Number("--window-days", "Days of the window.");
    private static readonly Option<string?> TimeZone = new("--time-zone")
    {
        Description = "The time zone of active days, such as Europe/Moscow."
    };

    private static readonly Option<KeyValuePair<string, int>[]> Weights = OfEventTypes(
        "--weight", "The points of an event of a type: TYPE=NUMBER. Repeat it for several types.");

    private static readonly Option<KeyValuePair<string, int>[]> Caps = OfEventTypes(
        "--max-per-day", "The most events of a type that count of a day: TYPE=NUMBER.");

    /// <summary>Creates the command.</summary>
    /// <param name="build">Builds the service with valid settings, and its data ready to be read.</param>
    public static Command Create(Func<SettingsArguments, IHost> build)
    {
        Command preview = new(
            "preview",
            "Counts who would change tier under other scoring rules. What no option gives is as in the settings.")
        {
            HotEvents, HotDays, WarmEvents, WarmDays, CoolEvents, CoolDays, WindowDays, TimeZone, Weights, Caps
        };
        preview.WithSettings(async (settings, command, cancel) =>
        {
            using IHost service = build(settings);
            ScoringPreview found = await ReadAsync(service.Services, command, cancel);
            await command.InvocationConfiguration.Output.WriteAsync(TextOf(found));
            return 0;
        });
        return new Command("rules", "Tries scoring rules.") { preview };
    }

    private static async Task<ScoringPreview> ReadAsync(
        IServiceProvider services, ParseResult command, CancellationToken cancellationToken)
    {
        var inForce = services.GetRequiredService<ScoringRules>();
        ScoringRulesInput input = Read(command, inForce);
        string[] problems = [.. input.Problems(inForce).Select(problem => problem.Message)];
        return problems.Length > 0
            ? throw new OptionsValidationException(ScoringRules.Section, typeof(ScoringRules), problems)
            : await services.GetRequiredService<ScoringPreviewReader>().ReadAsync(
                await ConnectAsync(services, cancellationToken),
                input.ApplyTo(inForce), withSample: true, caller: null, cancellationToken);
    }

    private static async Task<DatabaseReader> ConnectAsync(
        IServiceProvider services, CancellationToken cancellationToken)
    {
        var database = services.GetRequiredService<LeadDatabase>();
        for (int attempt = 1; attempt < MostAttempts; attempt++)
        {
            try
            {
                await database.EnsureCatalogAsync(cancellationToken);
                break;
            }
            catch (DatabaseNotReadyException slow) when (slow.InnerException is TimeoutException)
            {
                // The service would try again, too.
            }
        }

        return new DatabaseReader(database, services.GetRequiredService<ReadLimiters>(), Timeout);
    }

    private static ScoringRulesInput Read(ParseResult command, ScoringRules inForce)
    {
        return new ScoringRulesInput(
            command.GetValue(WindowDays),
            command.GetValue(TimeZone),
            Threshold(HotEvents, HotDays),
            Threshold(WarmEvents, WarmDays),
            Threshold(CoolEvents, CoolDays),
            EventTypes(command.GetValue(Weights) ?? [], command.GetValue(Caps) ?? [], inForce));

        ScoreThresholdInput Threshold(Option<int?> events, Option<int?> days)
            => new(command.GetValue(events), command.GetValue(days));
    }

    // The rules in force for event types, with the changes; null without changes.
    private static EventTypeRuleInput[]? EventTypes(
        KeyValuePair<string, int>[] weights, KeyValuePair<string, int>[] caps, ScoringRules inForce)
    {
        if (weights.Length + caps.Length == 0)
        {
            return null;
        }

        var types = inForce.EventTypes().ToDictionary(
            type => type.EventType, type => new EventTypeRuleInput(type.EventType, type.Weight, type.MaxPerDay));
        foreach (var (type, weight) in weights)
        {
            types[type] = types.GetValueOrDefault(type, new EventTypeRuleInput(type)) with { Weight = weight };
        }

        foreach (var (type, most) in caps)
        {
            types[type] = types.GetValueOrDefault(type, new EventTypeRuleInput(type)) with { MaxPerDay = most };
        }

        return [.. types.Values];
    }

    private static string TextOf(ScoringPreview preview)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        text.WriteLine($"Leads as of {LeadRow.TimeText(preview.AsOf)}");
        text.WriteLine();
        text.WriteLine($"{"tier",-6}{"now",10}{"then",10}{"change",10}");
        foreach (var (now, then) in preview.Current.Zip(preview.Proposed))
        {
            int change = then.Users - now.Users;
            text.WriteLine(
                $"{LeadRow.TierText(now.LeadScore),-6}{now.Users,10}{then.Users,10}{change.ToString("+0;-0;0", null),10}");
        }

        text.WriteLine();
        foreach (ScoringMove move in preview.Moves)
        {
            text.WriteLine($"{LeadRow.TierText(move.From)} to {LeadRow.TierText(move.To)}: {move.Users}, such as "
                + string.Join(", ", move.Sample.Select(lead => lead.UserId)));
        }

        text.WriteLine($"unchanged: {preview.Unchanged}");
        if (preview.Settings.Count > 0)
        {
            text.WriteLine();
            text.WriteLine("To have these rules, set");
            foreach (ScoringSetting setting in preview.Settings.Where(setting => setting.IsForCommandLine))
            {
                text.WriteLine(setting.Text);
            }

            if (!preview.Settings.All(setting => setting.IsForCommandLine))
            {
                text.WriteLine("or, as not all of them can be set so, in appsettings.json");
                text.WriteLine(preview.SettingsJson);
            }
        }

        return text.ToString();
    }

    private static Option<int?> Number(string name, string description) => new(name) { Description = description };

    private static Option<KeyValuePair<string, int>[]> OfEventTypes(string name, string description)
        => new(name) { Description = description, CustomParser = result => Parse(name, result) };

    // A type may contain the sign itself.
    private static KeyValuePair<string, int>[] Parse(string name, ArgumentResult result)
    {
        var parsed = new List<KeyValuePair<string, int>>();
        foreach (Token token in result.Tokens)
        {
            int sign = token.Value.LastIndexOf('=');
            if (sign > 0 && int.TryParse(
                token.Value.AsSpan(sign + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
                out int number))
            {
                parsed.Add(new(token.Value[..sign], number));
            }
            else
            {
                result.AddError($"{name} accepts an event type and a number, such as lesson_watched=3.");
            }
        }

        return [.. parsed];
    }
}
