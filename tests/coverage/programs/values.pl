# Scalars of Perl by the addresses that references print.
$| = 1;
my @texts = map { "s$_" } 0 .. 300_000;
my $large = 'x' x 20_000_000;
my @said;
for (my $i = 0; $i < @texts; $i += 1500) {
  my ($at) = \$texts[$i] =~ /\((0x[0-9a-f]+)\)/;
  push @said, sprintf '"scalar %d":{"start":"%s","end":"0x%x","is":"heap|malloc-block|arena"}', $i, $at, hex($at) + 24;
}
print '{', join(',', @said), "}\n";
sleep 100_000;
