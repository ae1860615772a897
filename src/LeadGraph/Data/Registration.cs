namespace LeadGraph.Data;

/// <summary>A row of <c>free_lesson_registrations</c>: a registration for a free lesson.</summary>
public sealed class Registration
{
    /// <summary>The Telegram id of the user; a row without one is ignored.</summary>
    public long? UserId { get; set; }

    /// <summary>Telegram username as the bot stored it: may be empty, <c>N/A</c>, or begin with <c>@</c>.</summary>
    public string? Username { get; set; }

    /// <summary>First name as the user gave it.</summary>
    public string? FirstName { get; set; }

    /// <summary>Email address as the user gave it.</summary>
    public string? Email { get; set; }

    /// <summary>When the user registered, UTC. Read it through <see cref="ReadableTime.Of"/>.</summary>
    public DateTime? RegisteredAt { get; set; }
}
