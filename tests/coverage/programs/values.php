<?php
// Strings and arrays of PHP, and one large string: memory_get_usage(true) is what the Zend memory manager has taken.
$texts = [];
for ($i = 0; $i < 300000; $i++) $texts[] = "s$i";
$large = str_repeat('x', 20000000);
echo json_encode(['taken' => ['is' => 'php-heap', 'total' => memory_get_usage(true)]]), "\n";
flush();
sleep(100000);
