# Reads mails (one a line, in base64) with Sisimai of Debian's libsisimai-perl: what each says as a line of JSON, and at
# the end how many seconds of CPU the fastest of three rounds took.
use strict;
use warnings;
use JSON;
use MIME::Base64;
use Sisimai;
use Time::HiRes qw(clock_gettime CLOCK_PROCESS_CPUTIME_ID);

my @mails = map { decode_base64($_) } <STDIN>;
my ($fastest, @answers);
for my $round (1 .. 3) {
    @answers = ();
    my $began = clock_gettime(CLOCK_PROCESS_CPUTIME_ID);
    for my $mail (@mails) {
        my $read = Sisimai->make(\$mail) || [];
        push @answers, [map { {recipient => $_->recipient->address, alias => $_->alias, status => $_->deliverystatus,
                               code => $_->replycode, reason => $_->reason} } @$read];
    }
    my $took = clock_gettime(CLOCK_PROCESS_CPUTIME_ID) - $began;
    $fastest = $took if !defined $fastest || $took < $fastest;
}
print encode_json($_), "\n" for @answers;
print encode_json({seconds => $fastest}), "\n";
