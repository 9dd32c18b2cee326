// SPDX-License-Identifier: GPL-2.0-only
/*
 * csec - whether a command is what was received, and what it reads more of
 */
#include "shell_lines.h"

#include <linux/kernel.h>
#include <linux/string.h>

/* Shorter lines are words, not commands. */
#define LINE_MIN 2
#define QUOTED_MIN 6
/* Of what is only part of the command, when it is only part of what was received. */
#define WRAPPED_MIN 12
/* What has so many is a script, or no commands at all. */
#define TEXT_LINES 5
/* "\r\n" */
#define NR_ENDS 2
/* Of IPv4, without options. */
#define IP_HEAD 20

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* Length of @text without white space at its end. */
static size_t trimmed(const char *text, size_t len)
{
	while (len && (is_line_end(text[len - 1]) || text[len - 1] == ' ' ||
		       text[len - 1] == '\t'))
		len--;
	return len;
}

static size_t nr_lines(const char *text, size_t len)
{
	size_t nr = 1, i;

	len = trimmed(text, len);
	for (i = 0; i < len; i++)
		nr += text[i] == '\n' ||
		      (text[i] == '\r' && text[i + 1] != '\n');
	return nr;
}

static size_t nr_blanks(const char *text, size_t len)
{
	size_t nr = 0;

	while (nr < len && (text[nr] == ' ' || text[nr] == '\t'))
		nr++;
	return nr;
}

/* Bytes without the NUL that a receiver puts in place of the last line's end. */
static size_t without_end(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < NR_ENDS && len && !text[len - 1]; i++)
		len--;
	return len;
}

/*
 * Where that begins which nobody but the sender can have written: a program that
 * uses the memory again ends what it writes with a NUL, and the rest of what was
 * received follows.
 */
static size_t after_last_nul(const char *text, size_t len)
{
	while (len && text[len - 1])
		len--;
	return len;
}

/* Whether a command is over there, or what it says is only sent elsewhere. */
static bool is_over(const char *rest, size_t rest_len)
{
	const size_t nr = nr_blanks(rest, rest_len);
	const size_t left = rest_len - nr;

	rest += nr;
	return !left || strchr(";&|<>)}`", *rest) ||
	       (left > 1 && (*rest == '1' || *rest == '2') && rest[1] == '>');
}

/* What may be put behind a command without changing whose command it is. */
static bool is_wrapping(const char *rest, size_t rest_len, size_t line_len)
{
	return is_over(rest, rest_len) ||
	       (nr_blanks(rest, rest_len) && rest_len <= line_len);
}

/* Long enough, with arguments: no word that merely is the same. */
static bool is_long(const char *text, size_t len, size_t min_len)
{
	return len >= min_len && memchr(text, ' ', len);
}

/**
 * struct walk - where commands begin in the text of a shell
 * @text: The text.
 * @len: Bytes of it.
 * @at: Where one begins, or what was read of it.
 * @quote: That is open; 0: none.
 * @has_document: Lines from here on may be those of a document.
 */
struct walk {
	const char *text;
	size_t len;
	size_t at;
	char quote;
	bool has_document;
};

static bool is_separator(struct walk *walk, char c, char before)
{
	/* These two begin a command within double quotes, too. */
	if (c == '`' || (c == '(' && before == '$'))
		return true;
	if (walk->quote || !c)
		return false;
	if (c == '<' && before == '<')
		walk->has_document = true;
	return c == '\n' ? !walk->has_document : !!strchr(";&|({", c);
}

static bool pass_separator(struct walk *walk)
{
	char c = 0, before;

	while (walk->at < walk->len) {
		before = c;
		c = walk->text[walk->at++];
		if (walk->quote == '\'') {
			walk->quote = c == '\'' ? 0 : '\'';
			continue;
		}
		if (c == '\\')
			walk->at++;
		else if (c == '"' || (c == '\'' && !walk->quote))
			walk->quote = walk->quote ? 0 : c;
		else if (is_separator(walk, c, before))
			return true;
	}
	return false;
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || (c && strchr("_=./:,+-!", c));
}

/* Words of the language of shells that a command follows. */
static bool is_reserved(const char *word, size_t len)
{
	static const char *const words[] = { "if",   "then",  "elif",
					     "else", "while", "until",
					     "do",   "time",  "!" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !memcmp(word, words[i], len))
			return true;
	return false;
}

/* Passes one that is in front of a command, or the value of a variable. */
static bool pass_prefix(struct walk *walk)
{
	const char *word = walk->text + walk->at;
	const size_t left = walk->len - walk->at;
	size_t len = 0;

	while (len < left && is_word(word[len]))
		len++;
	if (len == left || !nr_blanks(word + len, 1) ||
	    (!is_reserved(word, len) && !memchr(word, '=', len)))
		return false;
	walk->at += len;
	return true;
}

/* Goes on to where the next command begins; false: there is none. */
static bool next_command(struct walk *walk)
{
	if (!pass_prefix(walk) && !pass_separator(walk))
		return false;
	while (walk->at < walk->len && (nr_blanks(walk->text + walk->at, 1) ||
					walk->text[walk->at] == '\n'))
		walk->at++;
	return walk->at < walk->len;
}

/* Whether the text is one of the commands. */
static bool is_among(const char *commands, size_t commands_len,
		     const char *text, size_t len, size_t min_len)
{
	struct walk walk = { .text = commands, .len = commands_len };
	const char *rest;

	if (!is_long(text, len, min_len))
		return false;
	do {
		if (len > walk.len - walk.at ||
		    memcmp(commands + walk.at, text, len))
			continue;
		rest = commands + walk.at + len;
		if (*rest == '\n' ||
		    is_over(rest, commands + commands_len - rest))
			return true;
	} while (next_command(&walk));
	return false;
}

static bool is_line_command(const char *command, size_t command_len,
			    const char *line, size_t line_len)
{
	return line_len >= LINE_MIN && line_len <= command_len &&
	       !memcmp(command, line, line_len) &&
	       is_wrapping(command + line_len, command_len - line_len,
			   line_len);
}

/* A command inside a message: long enough, with arguments, between quotes. */
static bool is_quoted(const char *command, size_t command_len, const char *line,
		      size_t line_len)
{
	size_t i;

	if (!is_long(command, command_len, QUOTED_MIN))
		return false;
	for (i = 1; i + command_len < line_len; i++)
		if (line[i - 1] == line[i + command_len] &&
		    strchr("\"'`", line[i - 1]) && line[i - 1] &&
		    !memcmp(line + i, command, command_len))
			return true;
	return false;
}

/* One that is wrapped, inside a message. */
static bool is_quoted_among(const char *command, size_t command_len,
			    const char *line, size_t line_len, size_t min_len)
{
	size_t start, end;

	for (start = 0; start < line_len; start++) {
		if (!line[start] || !strchr("\"'`", line[start]))
			continue;
		for (end = start + 1;
		     end < line_len && line[end] != line[start];)
			end++;
		if (end < line_len && end - start - 1 <= command_len &&
		    is_among(command, command_len, line + start + 1,
			     end - start - 1, min_len))
			return true;
	}
	return false;
}

static bool is_quote(char c)
{
	return c == '"' || c == '\'' || c == '\\';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* As words are cut: quotes are left out, blanks in a row are one; 0: the end. */
static char next_of_words(const char **text, const char *end)
{
	char c;

	while (*text < end && is_quote(**text))
		(*text)++;
	if (*text == end)
		return 0;
	c = *(*text)++;
	if (!is_blank(c))
		return c;
	while (*text < end && is_blank(**text))
		(*text)++;
	return ' ';
}

/* Whether what begins there is the command, as words. */
static bool are_words_at(const struct walk *walk, const char *command,
			 size_t command_len)
{
	const char *const command_end = command + command_len;
	const char *const end = walk->text + walk->len;
	const char *text = walk->text + walk->at;
	char c;

	while ((c = next_of_words(&command, command_end)))
		if (c != next_of_words(&text, end))
			return false;
	while (text < end && is_quote(*text))
		text++;
	return is_over(text, end - text);
}

/* A shell may have cut them out of a line of several commands. */
static bool are_words_among(const char *command, size_t command_len,
			    const char *line, size_t line_len)
{
	struct walk walk = { .text = line, .len = line_len };

	if (!memchr(command, ' ', command_len))
		return false;
	do {
		if (are_words_at(&walk, command, command_len))
			return true;
	} while (next_command(&walk));
	return false;
}

/* A script that was fetched has short lines that are part of any command ("set -e"). */
static bool is_told_to_shell(const char *command, size_t command_len,
			     const char *line, size_t line_len, size_t nr)
{
	const size_t min_len = nr == 1 ? QUOTED_MIN : WRAPPED_MIN;

	return is_line_command(command, command_len, line, line_len) ||
	       is_among(command, command_len, line, line_len, min_len) ||
	       is_quoted(command, command_len, line, line_len) ||
	       is_quoted_among(command, command_len, line, line_len, min_len);
}

static bool is_told_to_program(const char *command, size_t command_len,
			       const char *line, size_t line_len, size_t nr)
{
	/* Of those of a text many are what anybody runs ("sleep 1"). */
	if (nr >= TEXT_LINES && command_len < WRAPPED_MIN)
		return false;
	return are_words_among(command, command_len, line, line_len) ||
	       is_quoted(command, command_len, line, line_len);
}

/* What is behind the head of an answer by HTTP; all of it when nothing is. */
static const char *body_of(const char *received, size_t len)
{
	static const char end_of_head[] = "\r\n\r\n";
	const size_t end_len = sizeof(end_of_head) - 1;
	size_t i;

	for (i = trimmed(received, len); i >= end_len; i--)
		if (!memcmp(received + i - end_len, end_of_head, end_len))
			return received + i;
	return received;
}

/* Whether one of the @nr lines is the command, by what @is_told says. */
static bool is_in_lines(const char *command, const char *received, size_t len,
			bool (*is_told)(const char *command, size_t command_len,
					const char *line, size_t line_len,
					size_t nr))
{
	size_t start, end, line_len, command_len;
	const char *body;
	size_t nr;

	/* Blanks in front are lost on the way, as with xargs. */
	command += nr_blanks(command, strlen(command));
	command_len = trimmed(command, strlen(command));
	len = without_end(received, len);
	start = after_last_nul(received, len);
	body = body_of(received + start, len - start);
	nr = nr_lines(body, received + len - body);
	for (; start < len; start = end + 1) {
		for (end = start; end < len && !is_line_end(received[end]);)
			end++;
		start += nr_blanks(received + start, end - start);
		line_len = trimmed(received + start, end - start);
		if (is_told(command, command_len, received + start, line_len,
			    nr))
			return true;
	}
	return false;
}

/**
 * csec_shell_lines_is_received - whether a command is what was received
 * @command: The command line of a shell.
 * @received: What came over a connection.
 * @len: Bytes of @received: no more than came.
 *
 * The command is a whole line of it, with or without redirections and the like
 * behind it, or a quoted string in it, or has one in it where a command begins.
 * Words that the command merely uses do not count, nor does what is before a NUL:
 * the receiver wrote it there since.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_shell_lines_is_received(const char *command, const char *received,
				  size_t len)
{
	return is_in_lines(command, received, len, is_told_to_shell);
}

/**
 * csec_shell_lines_is_program - whether a program was asked for by what was received
 * @command: Its arguments, from its name on, with blanks between them.
 * @received: What came over a connection.
 * @len: Bytes of @received: no more than came.
 *
 * As csec_shell_lines_is_received(), for who cuts a line into words without a
 * shell, or is a shell that executes one command of it: nothing else may be behind
 * that, and a name alone does not count.
 *
 * Context: Any.
 * Return: true when it was.
 */
bool csec_shell_lines_is_program(const char *command, const char *received,
				 size_t len)
{
	return is_in_lines(command, received, len, is_told_to_program);
}

/**
 * csec_shell_lines_is_text - whether what was received is a script rather than a command
 * @received: What came over a connection, the head of HTTP included.
 * @len: Bytes of it.
 *
 * Context: Any.
 * Return: true when it has many lines.
 */
bool csec_shell_lines_is_text(const char *received, size_t len)
{
	const char *body = body_of(received, len);

	return nr_lines(body, received + len - body) >= TEXT_LINES;
}

/* Where what an IPv4 packet carries begins; 0: that is none. */
static size_t payload_of(const char *packet, size_t len, u8 protocol)
{
	const u8 *head = (const u8 *)packet;
	size_t head_len;

	if (len < IP_HEAD || head[0] >> 4 != 4 || head[9] != protocol)
		return 0;
	head_len = (head[0] & 0xf) * 4;
	return head_len < IP_HEAD || head_len > len ? 0 : head_len;
}

/**
 * csec_shell_lines_is_in_packet - whether a command is what a packet carried
 * @command: The command line, or arguments with blanks between them.
 * @packet: An IPv4 packet, as a raw socket receives it, if it still is.
 * @len: Bytes of @packet; more than it has may be there.
 * @protocol: Of the socket.
 *
 * What its head says of its length and protocol tells memory that was used for
 * something else since. In front of the command there are other heads; it ends
 * with a line or with the packet.
 *
 * Context: Any.
 * Return: true when it is.
 */
bool csec_shell_lines_is_in_packet(const char *command, const char *packet,
				   size_t len, u8 protocol)
{
	const size_t first = payload_of(packet, len, protocol);
	size_t command_len, i;
	char after;

	command += nr_blanks(command, strlen(command));
	command_len = trimmed(command, strlen(command));
	if (!first || !is_long(command, command_len, QUOTED_MIN))
		return false;
	len = min_t(size_t, len, (u8)packet[2] << 8 | (u8)packet[3]);
	for (i = first; i + command_len <= len; i++) {
		if (memcmp(packet + i, command, command_len))
			continue;
		after = i + command_len < len ? packet[i + command_len] : '\0';
		if (!after || is_line_end(after))
			return true;
	}
	return false;
}

/* A file below these is a descriptor or a device; but for two. */
static bool is_special(const char *path)
{
	return strstarts(path, "/proc/") ||
	       (strstarts(path, "/dev/") && !strstarts(path, "/dev/shm/") &&
		!strstarts(path, "/dev/null"));
}

/* Most commands name none, which is told quickly. */
static bool has_special(const char *text)
{
	for (text = strchr(text, '/'); text; text = strchr(text + 1, '/'))
		if (is_special(text))
			return true;
	return false;
}

/* The name behind "." or "source"; NULL: another command begins there. */
static const char *source_name(const char *command)
{
	if (strstarts(command, "source"))
		command += strlen("source");
	else if (*command == '.')
		command++;
	else
		return NULL;
	return is_blank(*command) ? command + strspn(command, " \t\"'\\") :
				    NULL;
}

/**
 * csec_shell_lines_source - the device or descriptor that a shell is told to source
 * @commands: The command line of a shell.
 * @len: Length of its name; set when there is one.
 *
 * The first one is: ". /dev/stdin". What other files hold is theirs.
 *
 * Context: Any.
 * Return: the name, within @commands; NULL: none.
 */
const char *csec_shell_lines_source(const char *commands, size_t *len)
{
	struct walk walk = { .text = commands };
	const char *name;

	if (!has_special(commands))
		return NULL;
	walk.len = strlen(commands);
	walk.at = strspn(commands, " \t\n");
	do {
		name = source_name(commands + walk.at);
		if (!name || !is_special(name))
			continue;
		*len = strcspn(name, " \t\n;&|<>()\"'\\");
		return name;
	} while (next_command(&walk));
	return NULL;
}
