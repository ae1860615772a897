using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Text.Json;
using LeadGraph.Data;
using LeadGraph.Leads.Paging;

namespace LeadGraph.Leads;

/// <summary>A field of a lead that REST callers choose with the parameter <c>fields</c>.</summary>
public sealed class LeadField
{
    /// <summary>The name of the parameter.</summary>
    public const string Parameter = "fields";

    // Those of LeadRow.
    private const int DefaultCount = 8;

    private readonly string _property;
    private readonly Action<Utf8JsonWriter, UserActivity> _write;

    private LeadField(string name, string property, Action<Utf8JsonWriter, UserActivity> write)
        => (Name, _property, _write) = (name, property, write);

    /// <summary>The fields that can be chosen: those of <see cref="LeadRow"/>, then others.</summary>
    public static IReadOnlyList<LeadField> All { get; } =
    [
        new("user_id", nameof(UserActivity.UserId), (json, lead) => json.WriteNumberValue(lead.UserId)),
        new("username", nameof(UserActivity.Username), (json, lead) => json.WriteStringValue(lead.Username)),
        new("first_name", nameof(UserActivity.FirstName), (json, lead) => json.WriteStringValue(lead.FirstName)),
        new("email", nameof(UserActivity.Email), (json, lead) => json.WriteStringValue(lead.Email)),
        new("total_events", nameof(UserActivity.TotalEvents), (json, lead) => json.WriteNumberValue(lead.TotalEvents)),
        new("active_days", nameof(UserActivity.ActiveDays), (json, lead) => json.WriteNumberValue(lead.ActiveDays)),
        new("last_activity", nameof(UserActivity.LastActivity),
            (json, lead) => json.WriteStringValue(LeadRow.TimeText(lead.LastActivity))),
        new("lead_score", nameof(UserActivity.LeadScore),
            (json, lead) => json.WriteStringValue(LeadRow.TierText(lead.LeadScore))),
        new("falls_at", nameof(UserActivity.FallsAt),
            (json, lead) => json.WriteStringValue(LeadRow.TimeText(lead.FallsAt))),
        new("falls_to", nameof(UserActivity.FallsTo),
            (json, lead) => json.WriteStringValue(LeadRow.TierText(lead.FallsTo))),
        new("points", nameof(UserActivity.Points), (json, lead) => json.WriteNumberValue(lead.Points)),
        new("momentum", nameof(UserActivity.Momentum), (json, lead) => json.WriteNumberValue(lead.Momentum))
    ];

    /// <summary>The fields of a response for which none are chosen, in their order.</summary>
    public static IReadOnlyList<LeadField> Default { get; } = [.. All.Take(DefaultCount)];

    /// <summary>The id of the user.</summary>
    public static LeadField UserId => All[0];

    /// <summary>Whether it identifies a person, so that callers need the scope <c>personal</c> to see it.</summary>
    public bool IsPersonal => LeadColumn.Named(_property).IsPersonal;

    /// <summary>The name in the response, and in the parameter.</summary>
    public string Name { get; }

    /// <summary>Parses the parameter.</summary>
    /// <param name="query">The query string.</param>
    /// <param name="fields">The fields in their order, or null if the parameter is absent.</param>
    /// <param name="error">What the parameter accepts, if the value is invalid.</param>
    public static bool TryParse(
        IQueryCollection query, out IReadOnlyList<LeadField>? fields, [NotNullWhen(false)] out string? error)
    {
        fields = null;
        error = null;
        if (query[Parameter] is not { Count: > 0 } given)
        {
            return true;
        }

        string[] names = [.. given.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries))];
        bool isValid = NamedChoice.TryFind(
            Parameter, names, All, field => field.Name, out LeadField[] found, out error);
        fields = isValid ? found : null;
        return isValid;
    }

    /// <summary>The leads with the columns of the fields alone.</summary>
    /// <param name="leads">The leads.</param>
    /// <param name="fields">The fields.</param>
    public static IQueryable<UserActivity> Select(IQueryable<UserActivity> leads, IReadOnlyList<LeadField> fields)
        => leads.Select(Columns(fields));

    /// <summary>Reads the columns of some fields alone.</summary>
    /// <param name="fields">The fields.</param>
    internal static Expression<Func<UserActivity, UserActivity>> Columns(IEnumerable<LeadField> fields)
        => Projection.Of(fields.Select(field => LeadColumn.Named(field._property)));

    /// <summary>Writes leads as a JSON array.</summary>
    /// <param name="leads">The leads.</param>
    /// <param name="fields">Their fields.</param>
    /// <param name="options">How texts are escaped.</param>
    public static byte[] Write(
        IEnumerable<UserActivity> leads, IReadOnlyList<LeadField> fields, JsonWriterOptions options)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            json.WriteStartArray();
            foreach (UserActivity lead in leads)
            {
                Write(json, lead, fields);
            }

            json.WriteEndArray();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Writes a lead as a JSON object.</summary>
    /// <param name="json">Where to write it.</param>
    /// <param name="lead">The lead.</param>
    /// <param name="fields">Its fields.</param>
    public static void Write(Utf8JsonWriter json, UserActivity lead, IReadOnlyList<LeadField> fields)
    {
        json.WriteStartObject();
        foreach (LeadField field in fields)
        {
            json.WritePropertyName(field.Name);
            field._write(json, lead);
        }

        json.WriteEndObject();
    }
}
